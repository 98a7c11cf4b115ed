// Loaded by NODE_OPTIONS into every Node and Electron process of a test: whoever opens a file in the
// person's real home, or dials the gateway's usual port, is written down and stopped.
'use strict';
const { appendFileSync } = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const GATEWAY_PORT = 18789;
const log = process.env.BULKHEAD_GUARD_LOG ?? '';
const homes = (process.env.BULKHEAD_GUARD_HOMES ?? '').split(':').filter(Boolean);
const allowed = (process.env.BULKHEAD_GUARD_ALLOWED ?? '').split(':').filter(Boolean);

/** @param {string} file @param {string} folder */
const isInside = (file, folder) => file === folder || file.startsWith(`${folder}/`);

/** @param {string} folder */
const isAbove = (folder) => allowed.some((one) => isInside(one, folder));

let reporting = false;

/** @param {string} what @returns {never} */
function refuse(what) {
  reporting = true;
  try {
    appendFileSync(
      log,
      `${what} (pid ${String(process.pid)}: ${process.argv.slice(0, 3).join(' ')})\n`,
    );
  } finally {
    reporting = false;
  }
  throw new Error(`GUARD: ${what}`);
}

/** @param {string} name @param {unknown} target */
function checkPath(name, target) {
  if (reporting) return;
  const text = Buffer.isBuffer(target) ? target.toString() : target;
  if (typeof text !== 'string') return;
  const file = path.resolve(text);
  const inHome = homes.some((home) => isInside(file, home));
  // the module lookup reads the manifests of the folders above the project, too
  if (path.basename(file) === 'package.json' && isAbove(path.dirname(file))) return;
  if (inHome && !allowed.some((folder) => isInside(file, folder))) {
    refuse(`${name} in the person's home: ${file}`);
  }
}

// Node's own fs functions, callbacks and promises alike, end in this binding; looking (stat,
// realpath, the module lookup) is not opening.
const OPENING =
  /^(open|openFileHandle|readFileUtf8|writeFileUtf8|writeString|readdir|opendir|opendirSync|mkdir|mkdtemp|rename|copyFile|unlink|rmdir|rmSync|symlink|link|chmod|truncate|utimes|cpSyncCheckPaths)$/;
try {
  /** @type {Record<string, unknown>} */
  const binding = /** @type {{ binding(name: string): Record<string, unknown> }} */ (
    /** @type {unknown} */ (process)
  ).binding('fs');
  for (const name of Object.keys(binding)) {
    const original = binding[name];
    if (!OPENING.test(name) || typeof original !== 'function') continue;
    binding[name] = function guarded(/** @type {unknown[]} */ ...args) {
      // A link's words are read from where it stands, and not from here.
      const [first, second] = args.map((one) => (Buffer.isBuffer(one) ? one.toString() : one));
      const isLink = name === 'symlink' && typeof first === 'string' && typeof second === 'string';
      checkPath(name, isLink ? path.resolve(path.dirname(second), first) : first);
      if (isLink || name === 'rename' || name === 'copyFile') checkPath(name, second);
      return Reflect.apply(original, this, args);
    };
  }
} catch (error) {
  refuse(`the guard could not be installed: ${String(error)}`);
}

const connect = net.Socket.prototype.connect;
/** @param {unknown[]} args */
net.Socket.prototype.connect = function guardedConnect(...args) {
  // net.connect hands its arguments over as one normalised array
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const port = typeof first === 'object' && first !== null ? first.port : first;
  if (Number(port) === GATEWAY_PORT) refuse(`port ${String(GATEWAY_PORT)} was dialled`);
  return Reflect.apply(connect, this, args);
};
