import { Job } from './Job.js';
import { JobList } from './JobList.js';
import type { QueueForm } from './QueueEngine.js';

/** The form of the queues whose jobs wait in a list. */
export function firstComeFirstServed(name: string, isBatch: boolean): QueueForm {
  return { name, isBatch, makeStore: () => new JobList(), makeJob: (data, form, done) => new Job(data, form, done) };
}
