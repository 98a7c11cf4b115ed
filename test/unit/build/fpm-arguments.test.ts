import { expect, it } from 'vitest';

import { parseFpmArguments } from '../../../build/package/fpm-arguments.mjs';
import { controlText } from '../../../build/package/make-deb.mjs';

const given = [
  ...['-s', 'dir', '--force', '-t', 'deb'],
  ...['-d', 'libgtk-3-0 | libgtk-3-0t64', '-d', 'libnss3', '--deb-recommends', 'gnome-keyring'],
  ...['--deb-compression', 'xz', '--deb-compression', 'zst'],
  ...['--architecture', 'amd64', '--version', '1.2.3~standin', '--name', 'bulkhead'],
  ...['--maintainer', 'A <a@b.invalid>', '--url', 'https://b.invalid'],
  ...['--description', 'In short\n At length.\n\nAnd more.', '--package', '/out/x.deb'],
  '/app/=/opt/Bulkhead',
  '/a=b/file=/usr/share/file',
];

it('reads what electron-builder says to fpm, the later of what is said twice', () => {
  expect(parseFpmArguments(given)).toMatchObject({
    options: { target: 'deb', compression: 'zst', version: '1.2.3~standin', file: '/out/x.deb' },
    depends: ['libgtk-3-0 | libgtk-3-0t64', 'libnss3'],
    recommends: ['gnome-keyring'],
    files: [
      { from: '/app/', to: '/opt/Bulkhead' },
      { from: '/a=b/file', to: '/usr/share/file' },
    ],
  });
});

it.each([
  [['--deb-systemd', 'x'], '--deb-systemd'],
  [['-d'], '-d needs a value'],
  [['/only-a-source'], 'which file goes where'],
  [['/a=/usr/../etc/passwd'], 'which file goes where'],
])('leaves nothing out in silence: %j', (args, said) => {
  expect(() => parseFpmArguments(args)).toThrow(said);
});

it('writes a control file that dpkg takes', () => {
  expect(controlText(parseFpmArguments(given), 2049)).toBe(
    [
      'Package: bulkhead',
      'Version: 1.2.3~standin',
      'Architecture: amd64',
      'Maintainer: A <a@b.invalid>',
      'Installed-Size: 3',
      'Depends: libgtk-3-0 | libgtk-3-0t64, libnss3',
      'Recommends: gnome-keyring',
      'Section: utils',
      'Priority: optional',
      'Homepage: https://b.invalid',
      'Description: In short',
      ' At length.',
      ' .',
      ' And more.',
      '',
    ].join('\n'),
  );
});

it('makes no package without a name, nor one whose field has a second line', () => {
  const without = (option: string): readonly string[] =>
    given.filter((_, at) => given[at] !== option && given[at - 1] !== option);
  expect(() => controlText(parseFpmArguments(without('--name')), 1)).toThrow('name');
  const two = [...given, '--version', '1\nDepends: evil'];
  expect(() => controlText(parseFpmArguments(two), 1)).toThrow('version');
});
