import { answerStatus } from './internal/finalHandler.js';
import type { Layer } from './types.js';

// In a path: an empty or dot segment; a backslash, a fragment, a space or a control character; an escape of one of
// `/ \ . - _ ~`, of a letter or digit, of a control character, or a broken escape.
const AMBIGUOUS =
  /\/\/|\/\.\.?(?:\/|$)|[\\#\0- \x7f]|%(?:[01]|2[def]|3\d|[46][1-9a-f]|[57][\da]|5[cf]|7[ef]|(?![\da-f]{2}))/i;
// What may stand in front of the path of an absolute-form target.
const ORIGIN = /^https?:\/\/[\w.:[\]-]+(?=\/|$)/i;

/**
 * Makes a layer that answers 400 to targets which other software may read as another path: `//admin`, `/./admin`,
 * `/x/../admin`, `/%61dmin`, `/admin%2Fx`, `/admin\x`, and absolute-form targets with such a path.
 *
 * Mounts compare the raw path. What stands behind them may normalise it (a static file server decodes escapes), so that a
 * guard mounted on `/admin` does not see a request that ends up there. Put this layer first. Queries are not looked at.
 *
 * @returns The layer.
 * @example
 * ```ts
 * import createServer, { rejectAmbiguousTargets } from '@sluice/middleware';
 *
 * const app = createServer();
 * app.use(rejectAmbiguousTargets());
 * ```
 */
export function rejectAmbiguousTargets(): Layer {
  return function rejectAmbiguousTarget(req, res, next) {
    if (isAmbiguous(req.originalUrl || req.url || '')) answerStatus(req, res, 400);
    else void next();
  };
}

function isAmbiguous(target: string): boolean {
  if (target === '*') return false;
  const origin = target.startsWith('/') ? '' : ORIGIN.exec(target)?.[0];
  if (origin === undefined) return true;
  const [path = ''] = target.slice(origin.length).split('?', 1);
  return AMBIGUOUS.test(path);
}
