import type { AboutApp, Licence } from '../../shared/about.ts';

/** What an app on Debian says of itself. */
export const aboutApp: AboutApp = {
  chromium: '152.0.7204.97',
  node: '24.8.0',
  system: {
    os: 'Debian GNU/Linux 13 (trixie)',
    kernel: '6.12.38+deb13-amd64',
    arch: 'x64',
    desktop: 'GNOME',
    session: 'wayland',
  },
  logs: '/home/ana/.local/share/bulkhead/logs',
  home: '/home/ana/.local/share/bulkhead',
};

const mit = (holder: string): string =>
  [
    'MIT License',
    '',
    `Copyright (c) ${holder}`,
    '',
    'Permission is hereby granted, free of charge, to any person obtaining a copy of this software.',
  ].join('\n');

/** Licences as a build collects them, one without a text among them. */
export const licences: readonly Licence[] = [
  { name: 'Bulkhead', version: '0.1.0', licence: 'MIT', text: mit('Bulkhead contributors') },
  { name: 'Electron', version: '45.5.0', licence: 'MIT', text: mit('Electron contributors') },
  { name: '@base-ui/react', version: '1.9.0', licence: 'MIT', text: mit('Material-UI SAS') },
  {
    name: '@fontsource-variable/inter',
    version: '5.3.0',
    licence: 'OFL-1.1',
    text: Array.from({ length: 60 }, (_, line) => `${line + 1}. The Font Software is free.`).join(
      '\n',
    ),
  },
  { name: 'long', version: '4.0.0', licence: 'Apache-2.0', text: null },
  { name: 'pause-stream', version: '0.0.11', licence: 'MIT OR Apache2', text: mit('Dominic Tarr') },
  { name: 'react', version: '19.3.1', licence: 'MIT', text: mit('Meta Platforms, Inc.') },
  { name: 'react-dom', version: '19.3.1', licence: 'MIT', text: mit('Meta Platforms, Inc.') },
  { name: 'sax', version: '1.6.1', licence: 'BlueOak-1.0.0', text: 'Blue Oak Model License' },
  { name: 'valibot', version: '1.5.0', licence: 'MIT', text: mit('Fabian Hiller') },
  { name: 'ws', version: '8.21.3', licence: 'MIT', text: mit('Einar Otto Stangvik') },
];
