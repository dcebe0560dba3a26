/** What a rung works on. */
export interface Job {
  /** Folder to walk. */
  root: string;
  database: Database;
  /** File to write the report into. */
  target: string;
  /** Most files read at once. */
  concurrency: number;
}

/** What a rung hands to its callback. */
export interface Summary {
  files: number;
  known: number;
}

/** The signature that all rungs export. */
export type Report = (job: Job, callback: (error?: unknown, summary?: Summary) => void) => void;

/** A file and its hash. */
export interface Hashed {
  path: string;
  hash: string;
}

/** Hash to the name under which it is known. */
export type Names = Map<string, string>;

export interface Database {
  /** Looks up which hashes are known; the callback form. */
  lookUp: (hashes: string[], callback: (error?: unknown, names?: Names) => void) => void;
  /** The promise form. */
  findNames: (hashes: string[]) => Promise<Names>;
  /** How many queries have run. */
  readonly queries: number;
  close: () => Promise<void>;
}
