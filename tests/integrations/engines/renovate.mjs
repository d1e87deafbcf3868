// Reads an aiwg.yaml with the managers of a preset as Renovate does, and writes an update of each dependency into it.
// node renovate.mjs DIST PRESET FILE UPDATES: DIST is Renovate's, UPDATES maps old values to new ones, as JSON.
// Prints {deps, text}: the dependencies that Renovate finds, and the file after all updates.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [dist, preset, file, updates] = process.argv.slice(2);
const load = (path) => import(join(dist, path));
const { extractPackageFile } = await load("modules/manager/custom/jsonata/index.js");
const { doAutoReplace } = await load("workers/repository/update/branch/auto-replace.js");
const { GlobalConfig } = await load("config/global.js");
GlobalConfig.set({ localDir: mkdtempSync(join(tmpdir(), "renovate-")) });

const deps = [];
let text = readFileSync(file, "utf8");
for (const manager of JSON.parse(readFileSync(preset, "utf8")).customManagers) {
  const config = { ...manager, manager: "jsonata", packageFile: "aiwg.yaml" };
  const found = (await extractPackageFile(text, "aiwg.yaml", config))?.deps ?? [];
  deps.push(...found);
  for (const [depIndex, dep] of found.entries()) {
    const to = JSON.parse(updates)[dep.currentValue ?? dep.currentDigest];
    if (!to) continue;
    const change = dep.currentValue ? { newValue: to } : { newDigest: to };
    text = (await doAutoReplace({ ...config, ...dep, ...change, depIndex }, text, false)) ?? text;
  }
}
process.stdout.write(JSON.stringify({ deps, text }));
