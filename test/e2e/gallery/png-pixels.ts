import { inflateSync } from 'node:zlib';

/** A picture as it is: one number `0xRRGGBB` per pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly colours: Uint32Array;
}

const HEAD = 8;

/** The value of a byte as PNG's filter (1 to 4) foretells it from those left, above and above left. */
const foretold = (filter: number, left: number, up: number, upLeft: number): number => {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const guess = left + up - upLeft;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)];
      if (a <= b && a <= c) return left;
      return b <= c ? up : upLeft;
    }
    default:
      return 0;
  }
};

/**
 * Reads a PNG (ISO/IEC 15948) of 8 bits a channel, RGB or RGBA without interlace, as a browser's
 * screenshot is; throws on any other. What is seen through is lost.
 */
export const pngPixels = (png: Buffer): Pixels => {
  const parts: Buffer[] = [];
  let [width, height, channels] = [0, 0, 0];
  for (let at = HEAD; at < png.length;) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      const [depth, colour, , , interlace] = data.subarray(8);
      if (depth !== 8 || (colour !== 2 && colour !== 6) || interlace !== 0) {
        throw new Error(`This PNG is not one of a screenshot: depth ${depth}, colour ${colour}.`);
      }
      channels = colour === 2 ? 3 : 4;
    }
    if (kind === 'IDAT') parts.push(data);
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const row = width * channels;
  const colours = new Uint32Array(width * height);
  const bytes = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (row + 1)] ?? 0;
    for (let x = 0; x < row; x += 1) {
      const to = y * row + x;
      const left = x < channels ? 0 : (bytes[to - channels] ?? 0);
      const up = y === 0 ? 0 : (bytes[to - row] ?? 0);
      const upLeft = x < channels || y === 0 ? 0 : (bytes[to - row - channels] ?? 0);
      bytes[to] = (raw[y * (row + 1) + 1 + x] ?? 0) + foretold(filter, left, up, upLeft);
    }
  }
  for (let pixel = 0; pixel < colours.length; pixel += 1) {
    colours[pixel] = bytes.readUIntBE(pixel * channels, 3);
  }
  return { width, height, colours };
};
