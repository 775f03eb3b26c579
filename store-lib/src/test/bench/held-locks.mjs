// Holds many locks with proper-lockfile and says what their renewal costs.
// usage: node held-locks.mjs PACKAGES DIRECTORY LOCKS SECONDS
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [packages, directory, count, seconds] = process.argv.slice(2);
const require = createRequire(path.join(packages, 'package.json'));
const lockfile = require('proper-lockfile');
let calls = 0;
let beats = 0;
const counted = {
  ...fs,
  stat: (...all) => { calls += 1; return fs.stat(...all); },
  utimes: (...all) => { calls += 1; beats += 1; return fs.utimes(...all); },
};
for (let i = 0; i < Number(count); i += 1) {
  const file = path.join(directory, `f${i}`);
  fs.writeFileSync(file, '');
  await lockfile.lock(file, { fs: counted, update: 1000, stale: 60000, realpath: false });
}
calls = 0;
beats = 0;
const before = process.cpuUsage();
await new Promise((done) => { setTimeout(done, Number(seconds) * 1000); });
const used = process.cpuUsage(before);
console.log(`${beats} ${calls} ${used.user + used.system}`);
process.exit(0);
