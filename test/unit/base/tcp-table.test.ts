import { expect, test } from 'vitest';

import { tcpListeners } from '../../../electron/base/tcp-table.ts';

test('only what listens is read, at whatever address and port', () => {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid';
  const line = (local: string, state: string, inode: string): string =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000 100`;
  const table = [
    head,
    line('0100007F:05AF', '0A', '11'),
    line('00000000:05AF', '0A', '12'),
    line(`${'0'.repeat(32)}:05AF`, '0A', '13'),
    line('0100007F:05AF', '06', '0'),
    line('0100007F:05AF', '01', '14'),
    line('0100007F:05B1', '0A', '15'),
    'nonsense',
    '',
  ].join('\n');
  expect(tcpListeners(table).map(({ address, port, inode }) => [address, port, inode])).toEqual([
    ['0100007F', 1455, '11'],
    ['00000000', 1455, '12'],
    ['0'.repeat(32), 1455, '13'],
    ['0100007F', 1457, '15'],
  ]);
});
