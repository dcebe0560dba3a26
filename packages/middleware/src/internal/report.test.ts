import { describe, expect, it } from 'vitest';
import { warningsDuring } from '../../test/serving.js';
import { reportLateFailure, reportSecondNext } from './report.js';

const messages = async (run: () => void): Promise<string[]> =>
  (await warningsDuring(() => Promise.resolve(run()))).map(({ message }) => message);

describe('reportSecondNext', () => {
  it('names the layer and its route, and whether the response had ended', async () => {
    const named = function session(): void {};
    const seen = await messages(() => {
      reportSecondNext({ route: '/api', handle: named }, true);
      reportSecondNext(
        {
          route: '',
          handle: (
            () => () =>
              undefined
          )(),
        },
        false,
      );
    });
    expect(seen).toEqual([
      'middleware: next() called again after the response ended in "session" (route "/api"); missing return before next()?',
      'middleware: next() called again in "anonymous" (route "/"); missing return before next()?',
    ]);
  });

  it('says nothing of a layer twice, or of a place that holds none any more', async () => {
    const layer = { route: '', handle: (): void => undefined };
    const seen = await messages(() => {
      reportSecondNext(layer, false);
      reportSecondNext(layer, false);
      reportSecondNext(undefined, false);
      reportSecondNext(null, false);
      reportSecondNext({ route: '', handle: 5 as never }, false);
    });
    expect(seen).toHaveLength(1);
  });
});

describe('reportLateFailure', () => {
  it('shows the failure, or says that it cannot', async () => {
    const seen = await messages(() => {
      reportLateFailure({ stack: 'the stack' });
      reportLateFailure(Object.create(null));
    });
    const text = 'middleware: a layer failed after it had called next() or had answered: ';
    expect(seen).toEqual([`${text}the stack`, `${text}an error that cannot be shown`]);
  });
});
