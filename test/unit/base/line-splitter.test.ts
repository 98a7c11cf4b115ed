import { expect, test } from 'vitest';

import { LineSplitter } from '../../../electron/base/line-splitter.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

test('lines come whole, however the bytes were cut', () => {
  const text = '{"a":"ü€😀"}\n{"b":2}\n';
  for (let size = 1; size <= text.length; size += 1) {
    const splitter = new LineSplitter();
    const all = bytes(text);
    const lines: string[] = [];
    for (let from = 0; from < all.length; from += size) {
      lines.push(...splitter.push(all.subarray(from, from + size)));
    }
    expect(lines).toEqual(['{"a":"ü€😀"}', '{"b":2}']);
  }
});

test('empty lines and carriage returns are no messages', () => {
  expect(new LineSplitter().push(bytes('\n\r\n{"a":1}\r\n'))).toEqual(['{"a":1}']);
});

test('an unfinished line is kept until its end comes', () => {
  const splitter = new LineSplitter();
  expect(splitter.push(bytes('{"a"'))).toEqual([]);
  expect(splitter.push(bytes(':1}\n'))).toEqual(['{"a":1}']);
});

test('a line at the limit passes, a longer one is a protocol failure before its end', () => {
  const splitter = new LineSplitter(8);
  expect(splitter.push(bytes('12345678\n'))).toEqual(['12345678']);
  expect(() => splitter.push(bytes('123456789'))).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ kind: 'protocol' }) as unknown }),
  );
});

test('a line over the limit can be skipped to its end, and told by its beginning', () => {
  const told: string[] = [];
  const splitter = new LineSplitter(8, (head) => told.push(head));
  const lines = [...splitter.push(bytes('12345678\n1234')), ...splitter.push(bytes('56789'))];
  lines.push(...splitter.push(bytes('x'.repeat(100_000))), ...splitter.push(bytes('end\nnext\n')));
  expect(lines).toEqual(['12345678', 'next']);
  expect(told).toEqual(['123456789']);
});

test('a line that comes byte by byte costs no more than its bytes', () => {
  const splitter = new LineSplitter();
  const byte = bytes('x');
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 1_000_000; n += 1) splitter.push(byte);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64_000_000);
  expect(splitter.push(bytes('\n'))).toEqual(['x'.repeat(1_000_000)]);
});
