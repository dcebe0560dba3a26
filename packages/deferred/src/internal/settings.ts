// What `configure` sets.
export const settings: { asyncContext: boolean } = { asyncContext: true };
