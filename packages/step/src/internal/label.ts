/** Names a step in messages: `step 2 "load"`. */
export function label(index: number, name: string): string {
  return `step ${index + 1}${name && ` "${name}"`}`;
}
