// Runs before anything is drawn, so that nothing moves afterwards.
document.documentElement.classList.add("js");
try {
const theme = localStorage.getItem("aiwg-theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
// A page that may store nothing follows the system.
}
