/**
 * A copy with room for more. Its elements are own properties, so that writing them calls no setter of `Array.prototype`:
 * spreading defines, and reads holes as `undefined`.
 */
export function longer(list: unknown[]): unknown[] {
  const copy: unknown[] = [...new Array<unknown>(list.length * 4 + 4)];
  for (let i = 0; i < list.length; i += 1) copy[i] = list[i];
  return copy;
}
