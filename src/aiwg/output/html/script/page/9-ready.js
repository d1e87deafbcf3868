if (panel) followHash();
performance.mark("ready");
