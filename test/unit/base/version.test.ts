import { expect, it } from 'vitest';
import { electronInfo } from '../../../electron/base/version.ts';

it('tells an Electron that is not the pinned one', () => {
  expect(electronInfo('33.2.1', '45.4.1')).toEqual({ electron: '33.2.1', standIn: true });
  expect(electronInfo('45.4.1', '45.4.1')).toEqual({ electron: '45.4.1', standIn: false });
});
