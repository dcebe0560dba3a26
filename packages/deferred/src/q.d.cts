declare const Q: unknown;
export = Q;
