import type { Context } from '@sluice/core';
import { Job, type Taker } from './Job.js';

/** The jobs that wait, first come first served: a doubly linked list with the method names of async's. */
export class JobList<T> implements Iterable<T> {
  head: Job<T> | null = null;
  tail: Job<T> | null = null;
  length = 0;

  makeJob(data: T, taker: Taker, context: Context): Job<T> {
    return new Job(data, taker, context);
  }

  push(job: Job<T>): void {
    const { tail } = this;
    job.prev = tail;
    if (tail === null) this.head = job;
    else tail.next = job;
    this.tail = job;
    this.length += 1;
  }

  unshift(job: Job<T>): void {
    const { head } = this;
    job.next = head;
    if (head === null) this.tail = job;
    else head.prev = job;
    this.head = job;
    this.length += 1;
  }

  shift(): Job<T> | null {
    const { head } = this;
    if (head === null) return null;
    const { next } = head;
    this.head = next;
    if (next === null) this.tail = null;
    else next.prev = null;
    head.next = null;
    this.length -= 1;
    return head;
  }

  pop(): Job<T> | null {
    return this.tail && this.removeLink(this.tail);
  }

  removeLink(job: Job<T>): Job<T> {
    const { prev, next } = job;
    // Somebody may have emptied `q._tasks` by hand.
    if (prev === null && this.head !== job) return job;
    if (prev === null) this.head = next;
    else prev.next = next;
    if (next === null) this.tail = prev;
    else next.prev = prev;
    job.prev = job.next = null;
    this.length -= 1;
    return job;
  }

  remove(test: (job: Job<T>) => unknown): this {
    for (let job = this.head; job !== null;) {
      const { next } = job;
      if (test(job)) this.removeLink(job);
      job = next;
    }
    return this;
  }

  empty(): this {
    return this.remove(() => true);
  }

  toArray(): T[] {
    return [...this];
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let job = this.head; job !== null; job = job.next) yield job.data;
  }
}
