/**
 * JSON of a value with the entries of its lists, and its other fields, on a line each: short, and a change of one run is a change of one line.
 */
export function linedJson(value: object): string {
  const fields = Object.entries(value).map(([name, field]) => {
    const isRows = Array.isArray(field) && field.length > 0 && typeof field[0] === 'object';
    const text = isRows
      ? `[\n${field.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`
      : JSON.stringify(field);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}
