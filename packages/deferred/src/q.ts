import { SluicePromise } from './SluicePromise.js';
export default function Q(value?: unknown): SluicePromise<unknown> {
  return SluicePromise.resolve(value) as never;
}
