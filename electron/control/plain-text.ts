/** Text of any origin made safe for a terminal: one line, no control or escape characters. */
export const plainText = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const width = (text: string): number => Array.from(text).length;

/** Rows in aligned columns, two spaces apart; the last column is as long as it is. */
export const aligned = (rows: readonly (readonly string[])[]): string => {
  const clean = rows.map((row) => row.map(plainText));
  const columns = Math.max(0, ...clean.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...clean.map((row) => width(row[at] ?? ''))),
  );
  return clean
    .map((row) =>
      row
        .map((cell, at) =>
          at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - width(cell)),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
