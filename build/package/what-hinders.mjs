/**
 * @typedef {'deb' | 'AppImage' | 'rpm'} PackageKind
 * @typedef {{
 *   has: (program: string) => Promise<boolean>,
 *   reach: (address: string) => Promise<string | null>,
 * }} Machine
 *   `has` tells whether PATH has a program; `reach` why an address does not answer, or null
 */

const runtimes = 'https://github.com/electron-userland/electron-builder-binaries';

/**
 * Why this machine cannot make a package of that kind, for a person, or null where it can.
 * @param {PackageKind} kind
 * @param {Machine} machine
 * @returns {Promise<string | null>}
 */
export async function whatHinders(kind, machine) {
  if (kind === 'deb') {
    return (await machine.has('dpkg-deb')) ? null : 'it is made by dpkg-deb, which is not on PATH';
  }
  if (kind === 'AppImage') {
    const why = await machine.reach(runtimes);
    return why && `its runtime comes from ${runtimes}, which was not reached: ${why}`;
  }
  const missing = [];
  for (const program of ['fpm', 'rpmbuild']) {
    if (!(await machine.has(program))) missing.push(program);
  }
  if (missing.length === 0) return null;
  return `it is made by fpm and rpmbuild, and PATH has no ${missing.join(' and no ')}`;
}
