import { describe, expect, it } from 'vitest';
import { takesCallback } from './takesCallback.js';

describe('takesCallback', () => {
  it.each([
    'fs.readFile(path, this);',
    'setTimeout(this, 1)',
    'this(null, 1)',
    'const self = this;',
    'var self=this,other',
    'retry ? this : done,',
    'run({ callback: this });',
    'load(() => this(null))',
  ])('sees a callback in %s', (source) => expect(takesCallback(source)).toBe(true));

  it.each([
    'await load(this.signal)',
    'load.call(this, x)',
    'return step.apply(this, arguments)',
    'return __awaiter(this, void 0, void 0, function* () {})',
    'const { signal } = this;',
    '// load this file',
    'this.rows = rows',
    'handler.bind(this)',
  ])('sees none in %s', (source) => expect(takesCallback(source)).toBe(false));
});
