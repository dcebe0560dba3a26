import type { Context } from '@sluice/core';
import { PriorityJob, type Taker } from './Job.js';

/**
 * The jobs that wait, lowest priority number first, and in push order among equals: a binary heap with the method names
 * and the layout of async's, so that iterating shows the same order.
 */
export class JobHeap<T> implements Iterable<T> {
  heap: PriorityJob<T>[] = [];
  #pushed = 0;

  makeJob(data: T, taker: Taker, context: Context, priority: number): PriorityJob<T> {
    return new PriorityJob(data, taker, context, priority);
  }

  get length(): number {
    return this.heap.length;
  }

  push(job: PriorityJob<T>): void {
    job.order = this.#pushed += 1;
    this.#rise(job, this.heap.length);
  }

  unshift(job: PriorityJob<T>): void {
    this.push(job);
  }

  shift(): PriorityJob<T> | null {
    const top = this.heap[0];
    return top === undefined ? null : this.removeLink(top);
  }

  removeLink(job: PriorityJob<T>): PriorityJob<T> {
    // Somebody may have emptied `q._tasks` by hand.
    if (this.heap[job.index] !== job) return job;
    const last = this.heap.pop();
    if (last !== undefined && last !== job) {
      this.#rise(last, job.index);
      if (last.index === job.index) this.#sink(last);
    }
    return job;
  }

  remove(test: (job: PriorityJob<T>) => unknown): this {
    this.heap = this.heap.filter((job) => !test(job));
    this.heap.forEach((job, i) => (job.index = i));
    for (const job of this.heap.slice(0, this.heap.length >> 1).reverse()) this.#sink(job);
    return this;
  }

  empty(): this {
    this.heap = [];
    return this;
  }

  toArray(): T[] {
    return [...this];
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (const job of this.heap) yield job.data;
  }

  #rise(job: PriorityJob<T>, from: number): void {
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = this.heap[up];
      if (parent === undefined || !isBefore(job, parent)) break;
      this.#place(parent, at);
      at = up;
    }
    this.#place(job, at);
  }

  #sink(job: PriorityJob<T>): void {
    let at = job.index;
    for (let child = this.#lowerChild(at); child !== undefined && !isBefore(job, child); child = this.#lowerChild(at)) {
      const free = child.index;
      this.#place(child, at);
      at = free;
    }
    this.#place(job, at);
  }

  #lowerChild(at: number): PriorityJob<T> | undefined {
    const left = this.heap[2 * at + 1];
    const right = this.heap[2 * at + 2];
    return left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
  }

  #place(job: PriorityJob<T>, at: number): void {
    job.index = at;
    this.heap[at] = job;
  }
}

function isBefore(a: PriorityJob, b: PriorityJob): boolean {
  return a.priority === b.priority ? a.order < b.order : a.priority < b.priority;
}
