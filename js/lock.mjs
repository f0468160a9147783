// Makes package-lock.json anew, without download addresses: `npm run lock`. npm's own omit-lockfile-registry-resolved
// also leaves out the versions of optional packages for other machines, and then `npm ci` refuses the file.
import { execSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

execSync("npm install --package-lock-only --omit-lockfile-registry-resolved=false", { stdio: "inherit" });
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) delete entry.resolved;
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
