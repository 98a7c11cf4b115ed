import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fewColours } from '../../e2e/gallery/few-colours.ts';
import { pngPixels } from '../../e2e/gallery/png-pixels.ts';
import { smallPng } from '../../e2e/gallery/small-png.ts';

const far = (a: number, b: number): number =>
  Math.max(...[16, 8, 0].map((shift) => Math.abs(((a >> shift) & 255) - ((b >> shift) & 255))));

describe('few colours', () => {
  it('leaves a picture that has few of them as it is', () => {
    const counts = new Map([0x000000, 0xffffff, 0x17703f].map((colour) => [colour, 5]));
    expect([...fewColours(counts, 3)].every(([from, to]) => from === to)).toBe(true);
  });

  it('keeps grounds and texts exact and brings the rims close', () => {
    const rims = Array.from({ length: 2_000 }, (_, at) => [(at * 0x010101) % 0xffffff, 3] as const);
    const counts = new Map([...rims, [0xf4f5f6, 400_000], [0x1a1d21, 9_000], [0x17703f, 800]]);
    const instead = fewColours(counts, 64);
    expect(new Set(instead.values()).size).toBeLessThanOrEqual(64);
    for (const ground of [0xf4f5f6, 0x1a1d21, 0x17703f]) expect(instead.get(ground)).toBe(ground);
    expect(fewColours(counts, 3).get(0x1a1d21)).toBe(0x1a1d21);
    for (const [from, to] of instead) expect(far(from, to)).toBeLessThan(24);
  });
});

const chunk = (kind: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(kind, 'latin1'), data, Buffer.alloc(4)]);
};

/** A PNG of 2 by 3 in RGB whose rows are as they are, from the left, and from above. */
const screenshot = (): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(2, 0);
  head.writeUInt32BE(3, 4);
  head.set([8, 2], 8);
  const rows = Buffer.from(
    [
      [0, 10, 20, 30, 40, 50, 60],
      [1, 10, 20, 30, 30, 30, 30],
      [2, 245, 0, 5, 0, 0, 0],
    ].flat(),
  );
  return Buffer.concat([
    Buffer.alloc(8),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

describe('a picture', () => {
  it('is read through the filters of its rows', () => {
    expect([...pngPixels(screenshot()).colours]).toEqual([
      0x0a141e, 0x28323c, 0x0a141e, 0x28323c, 0xff1423, 0x28323c,
    ]);
  });

  it('is written with a palette, each pixel where it was', () => {
    const png = smallPng(screenshot());
    const at = (kind: string) => png.indexOf(kind, 0, 'latin1');
    const data = (kind: string): Buffer =>
      png.subarray(at(kind) + 4, at(kind) + 4 + png.readUInt32BE(at(kind) - 4));
    const palette = data('PLTE');
    const rows = inflateSync(data('IDAT'));
    const colours = [0, 1, 2].flatMap((row) => {
      expect(rows[row * 3]).toBe(0);
      return [1, 2].map((x) => palette.readUIntBE((rows[row * 3 + x] ?? 99) * 3, 3));
    });
    expect(colours).toEqual([...pngPixels(screenshot()).colours]);
    expect(crc32(png.subarray(at('IDAT'), at('IEND') - 8))).toBe(png.readUInt32BE(at('IEND') - 8));
  });

  it('that is no PNG of a screenshot is not read', () => {
    const indexed = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAMAAAAoyzS7AAAAA1BMVEX/AAAZ4gk3AAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
      'base64',
    );
    expect(() => pngPixels(indexed)).toThrow('not one of a screenshot');
  });
});
