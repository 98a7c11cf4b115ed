import { describe, expect, it } from 'vitest';

import { packageNames, requirements } from '../../../build/system/libraries.mjs';

const before = ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2', 'libnotify4'];
const since = ['libgtk-3-0t64', 'libnss3', 'libgbm1', 'libasound2t64', 'libnotify4'];

describe('the packages that the window needs', () => {
  it.each([
    ['Debian 12', 'ID=debian\nVERSION_CODENAME=bookworm\n', before],
    ['Debian 13', 'ID=debian\nVERSION_CODENAME=trixie\n', since],
    ['Ubuntu 22.04', 'ID=ubuntu\nVERSION_CODENAME=jammy\nUBUNTU_CODENAME=jammy\n', before],
    ['Ubuntu 24.04', 'ID=ubuntu\nVERSION_CODENAME=noble\nUBUNTU_CODENAME=noble\n', since],
    ['Mint 21', 'ID=linuxmint\nVERSION_CODENAME=vera\nUBUNTU_CODENAME=jammy\n', before],
    ['Mint 22', 'ID=linuxmint\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n', since],
    ['LMDE 6', 'ID=linuxmint\nVERSION_CODENAME=faye\nDEBIAN_CODENAME="bookworm"\n', before],
    ['a release that is yet to come', 'ID=ubuntu\nVERSION_CODENAME=zesty\n', since],
  ])('have their names of %s', (_release, osRelease, names) => {
    expect(packageNames(requirements.window, osRelease)).toEqual(names);
  });
});
