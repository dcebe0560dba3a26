// step 1.0.0 has no published types, so these are its programs: what its documentation shows must compile as it stands,
// without annotations or with those that a typed program would have.
import { readdir, readFile } from 'node:fs';
import Step, { type StepContext } from '@sluice/step';
import { describe, expectTypeOf, it } from 'vitest';

describe('programs for step 1.0.0', () => {
  it('compile with `this` as callback', () => {
    const result = Step(
      function readSelf() {
        readFile('self.js', 'utf8', this);
      },
      function capitalize(error: Error | null, text: string) {
        if (error) throw error;
        return text.toUpperCase();
      },
      function showIt(error, newText) {
        if (error) throw error;
        console.log(newText);
      },
    );
    expectTypeOf(result).toEqualTypeOf<void>();
  });

  it('compile with parallel branches and groups', () => {
    Step(
      function () {
        readdir('.', this);
      },
      function (error: Error | null, names: string[]) {
        if (error) throw error;
        const group = this.group();
        for (const name of names) readFile(name, 'utf8', group());
        readFile('more', this.parallel());
      },
      function (_error, texts, more: Buffer) {
        expectTypeOf(texts).toEqualTypeOf<unknown>();
        return more.length;
      },
    );
  });

  it('compile with shared properties and a kept `this`', () => {
    Step(function () {
      const next = this; // eslint-disable-line @typescript-eslint/no-this-alias -- as such programs do
      expectTypeOf(next).toEqualTypeOf<StepContext>();
      next['started'] = Date.now();
      setTimeout(() => next(null, 'later'), 10);
    });
  });

  it('compile with Step.fn', () => {
    const compile = Step.fn(
      function (path: string) {
        readFile(path, 'utf8', this);
      },
      (error: Error | null, text: string) => (error ? '' : text.trim()),
    );
    expectTypeOf(
      compile('file', (error: unknown, text: string) => console.log(error, text.length)),
    ).toEqualTypeOf<void>();
  });
});
