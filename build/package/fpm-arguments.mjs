/** fpm's options that take a value, by the names we give them. */
const named = /** @type {const} */ ({
  '-s': 'source',
  '-t': 'target',
  '--architecture': 'architecture',
  '--after-install': 'afterInstall',
  '--after-remove': 'afterRemove',
  '--category': 'section',
  '--deb-compression': 'compression',
  '--deb-priority': 'priority',
  '--description': 'description',
  '--license': 'license',
  '--maintainer': 'maintainer',
  '--name': 'name',
  '--package': 'file',
  '--url': 'homepage',
  '--vendor': 'vendor',
  '--version': 'version',
});

/**
 * @typedef {typeof named[keyof typeof named]} FpmOption
 * @typedef {{
 *   options: Partial<Record<FpmOption, string>>,
 *   depends: readonly string[],
 *   recommends: readonly string[],
 *   files: readonly { from: string, to: string }[],
 * }} FpmArguments
 *   `from` ends with a slash where the content of a folder is meant
 */

/**
 * Reads what electron-builder passes to fpm. Of an option that is given twice the later counts. Pure.
 * @param {readonly string[]} args
 * @returns {FpmArguments} throws at an option that it does not know, rather than leave it out
 */
export function parseFpmArguments(args) {
  /** @type {Partial<Record<FpmOption, string>>} */
  const options = {};
  /** @type {string[]} */
  const depends = [];
  /** @type {string[]} */
  const recommends = [];
  /** @type {{ from: string, to: string }[]} */
  const files = [];
  const rest = args.values();
  for (const arg of rest) {
    if (arg === '--force') continue;
    if (!arg.startsWith('-')) {
      files.push(mapping(arg));
      continue;
    }
    const { value, done } = rest.next();
    if (done) throw new Error(`${arg} needs a value`);
    if (arg === '-d' || arg === '--depends') depends.push(value);
    else if (arg === '--deb-recommends') recommends.push(value);
    else if (isNamed(arg)) options[named[arg]] = value;
    else throw new Error(`fpm's ${arg} is not known here`);
  }
  return { options, depends, recommends, files };
}

/**
 * @param {string} arg
 * @returns {arg is keyof typeof named}
 */
function isNamed(arg) {
  return Object.hasOwn(named, arg);
}

/** @param {string} arg */
function mapping(arg) {
  const at = arg.lastIndexOf('=');
  const to = arg.slice(at + 1);
  if (at < 1 || !to.startsWith('/') || to.split('/').includes('..')) {
    throw new Error(`${arg} does not say which file goes where`);
  }
  return { from: arg.slice(0, at), to };
}
