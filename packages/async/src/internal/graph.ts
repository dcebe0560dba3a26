// The engine of auto: tasks with dependencies. Each task knows its dependents, so a finished task costs what depends on it.
import type { NodeCallback } from '@sluice/core';
import { adopt, callbackOf, isAsync } from './adopt.js';
import { Call, NESTING } from './call.js';
import { expectFunction } from './checks.js';
import { follow } from './invoke.js';
import type { Ticket } from './promised.js';

export interface Task {
  readonly key: string;
  readonly run: unknown;
  /** Names of the tasks that it needs; when there are some, it gets the results. */
  readonly needs: readonly string[];
  readonly dependents: Task[];
  waitsFor: number;
  linked: boolean;
}

const NONE: readonly string[] = [];

/** Reads the tasks; throws for a missing or circular dependency. */
export function readTasks(tasks: Record<string, unknown>): readonly Task[] {
  const list = Object.keys(tasks).map((key): Task => {
    const given = tasks[key];
    const isList = Array.isArray(given) && given.length > 0;
    const needs = isList ? (given.slice(0, -1) as string[]) : NONE;
    const run: unknown = Array.isArray(given) ? given[needs.length] : given;
    return { key, run, needs, dependents: [], waitsFor: needs.length, linked: false };
  });
  if (list.some((task) => task.waitsFor > 0)) link(list);
  return list;
}

function link(list: readonly Task[]): void {
  // An object, not a map: numbers name tasks too.
  const byKey = Object.create(null) as Record<string, Task | undefined>;
  for (const task of list) byKey[task.key] = task;
  let isInOrder = true;
  for (const task of list) {
    for (const name of task.needs) {
      const dependency = byKey[name];
      if (dependency === undefined) {
        // The words are the peer's.
        throw new Error(
          `async.auto task \`${task.key}\` has a non-existent dependency \`${name}\` in ${task.needs.join(', ')}`,
        );
      }
      isInOrder &&= dependency.linked;
      dependency.dependents.push(task);
    }
    task.linked = true;
  }
  // Tasks that depend on earlier ones only make no circle.
  if (!isInOrder) checkOrder(list);
}

function checkOrder(list: readonly Task[]): void {
  const left = new Map(list.map((task) => [task, task.waitsFor]));
  const free = list.filter((task) => task.waitsFor === 0);
  for (const { dependents } of free) {
    for (const dependent of dependents) {
      const count = (left.get(dependent) as number) - 1;
      left.set(dependent, count);
      if (count === 0) free.push(dependent);
    }
  }
  if (free.length !== list.length) throw new Error('async.auto cannot execute tasks due to a recursive dependency');
}

class Graph extends Call {
  results: Record<string, unknown> = {};
  // Tasks that may start; those before `next` have started.
  ready: Task[] = [];
  next = 0;
  running = 0;
  left = 0;
  limit = 0;
  depth = 0;
  failed = false;
}

export function runTasks(
  tasks: readonly Task[],
  limit: number,
  callback: NodeCallback<never>,
  ticket: Ticket | undefined,
): void {
  const graph = new Graph(callback, ticket);
  graph.ready = tasks.filter((task) => task.waitsFor === 0);
  graph.left = tasks.length;
  graph.limit = limit;
  proceed(graph);
}

function proceed(graph: Graph): void {
  // Below that depth the loop further up goes on with what has become ready.
  if (graph.stopped || graph.depth >= NESTING) return;
  if (isDone(graph)) return graph.endOnce(null, graph.results);
  graph.depth += 1;
  try {
    graph.guard(startReady);
  } finally {
    graph.depth -= 1;
  }
  // The last task may have finished too deep to say so.
  if (graph.depth === NESTING - 1 && isDone(graph)) graph.endOnce(null, graph.results);
}

function startReady(graph: Graph): void {
  while (graph.next < graph.ready.length && graph.running < graph.limit && !graph.failed && !graph.stopped) {
    graph.next += 1;
    start(graph, graph.ready[graph.next - 1] as Task);
  }
}

function isDone(graph: Graph): boolean {
  return graph.left === 0 && graph.running === 0;
}

function start(graph: Graph, task: Task): void {
  const { key, run, needs } = task;
  expectFunction('auto', `task "${key}"`, run);
  graph.running += 1;
  const isInformed = needs.length > 0;
  const callback = callbackOf(graph, task, finish);
  if (isAsync(run)) {
    return follow(isInformed ? run(graph.results) : run(), callback, graph.failure);
  }
  const result = isInformed ? run(graph.results, callback) : run(callback);
  if (result !== undefined) adopt(graph.ticket, run, isInformed ? 2 : 1, result, callback);
}

function finish(graph: Graph, { key, dependents }: Task, outcome: readonly unknown[]): void {
  const error = outcome[0];
  const result = outcome.length > 2 ? outcome.slice(1) : outcome[1];
  graph.running -= 1;
  if (error === false) return graph.cancel();
  if (error) {
    graph.failed = true;
    return graph.endOnce(error, { ...graph.results, [key]: result });
  }
  graph.results[key] = result;
  graph.left -= 1;
  if (graph.failed) return;
  for (const dependent of dependents) {
    dependent.waitsFor -= 1;
    if (dependent.waitsFor === 0) graph.ready.push(dependent);
  }
  proceed(graph);
}
