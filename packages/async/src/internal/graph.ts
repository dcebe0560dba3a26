// The engine of auto: tasks with dependencies. Each task knows its dependents, so a finished task costs what depends on it.
import { type NodeCallback, rangeError } from '@sluice/core';
import { adopt, followReturned, isAsync, RETURNED } from './adopt.js';
import type { Attach } from './promised.js';
import { Call, NESTING } from './call.js';
import { follow } from './invoke.js';
import { CALLED, PROMISED } from './run.js';
import { type Callable, calledTwice, expectFunction } from './checks.js';

export interface Task {
  readonly key: string;
  readonly run: unknown;
  /** Whether the task gets the results. */
  readonly informed: boolean;
  readonly dependents: Task[];
  waitsFor: number;
  // What it would wait for still, in the check for circles.
  unchecked: number;
}

/** Reads the tasks; throws for a missing or circular dependency. */
export function readTasks(tasks: Record<string, unknown>): Task[] {
  const list: Task[] = [];
  let linked = false;
  for (const key of Object.keys(tasks)) {
    const task = tasks[key];
    const isList = Array.isArray(task);
    const waitsFor = isList && task.length > 0 ? task.length - 1 : 0;
    linked ||= waitsFor > 0;
    list.push({
      key,
      run: isList ? (task as unknown[])[waitsFor] : task,
      informed: waitsFor > 0,
      dependents: [],
      waitsFor,
      unchecked: waitsFor,
    });
  }
  if (!linked) return list;
  const find = finder(list);
  for (const task of list) if (task.waitsFor > 0) link(task, tasks[task.key] as string[], find);
  checkOrder(list);
  return list;
}

// A short list is searched faster than a map is made.
function finder(list: Task[]): (key: string) => Task | undefined {
  if (list.length < 16) return (key) => list.find((task) => task.key === key);
  const byKey = new Map(list.map((task) => [task.key, task]));
  return (key) => byKey.get(key);
}

function link(task: Task, names: readonly string[], find: (key: string) => Task | undefined): void {
  for (let i = 0; i < task.waitsFor; i += 1) {
    // Numbers name tasks too.
    const dependency = find(String(names[i]));
    if (dependency === undefined) {
      // The words are the peer's.
      throw new Error(
        `async.auto task \`${task.key}\` has a non-existent dependency \`${String(names[i])}\` in ${names.slice(0, -1).join(', ')}`,
      );
    }
    dependency.dependents.push(task);
  }
}

function checkOrder(list: Task[]): void {
  const free = list.filter((task) => task.waitsFor === 0);
  for (const task of free) {
    for (const dependent of task.dependents) {
      dependent.unchecked -= 1;
      if (dependent.unchecked === 0) free.push(dependent);
    }
  }
  if (free.length !== list.length) throw new Error('async.auto cannot execute tasks due to a recursive dependency');
}

/** A limit as `auto` takes it: none, 0 and NaN mean no bound. */
export function autoLimit(concurrency: unknown): number {
  if (!concurrency) return Infinity;
  if ((concurrency as number) > 0) return concurrency as number;
  throw rangeError('auto', 'concurrency limit must be a number above 0 or Infinity', concurrency, 'ERR_SLUICE_LIMIT');
}

class Graph extends Call {
  results: Record<string, unknown> = {};
  // Tasks that may start; those before `next` have started.
  readonly ready: Task[];
  next = 0;
  running = 0;
  left: number;
  limit: number;
  depth = 0;
  failed = false;

  constructor(
    callback: NodeCallback<never>,
    promised: boolean,
    attach: Attach | undefined,
    tasks: Task[],
    limit: number,
  ) {
    super(callback, promised, attach);
    this.ready = tasks.filter((task) => task.waitsFor === 0);
    this.left = tasks.length;
    this.limit = limit;
  }
}

export function runTasks(
  tasks: Task[],
  limit: number,
  callback: NodeCallback<never>,
  promised: boolean,
  attach: Attach | undefined,
): void {
  proceed(new Graph(callback, promised, attach, tasks, limit));
}

function proceed(graph: Graph): void {
  // Below that depth the loop further up goes on with what has become ready.
  if (graph.stopped || graph.depth >= NESTING) return;
  if (graph.left === 0 && graph.running === 0) return graph.endOnce(null, graph.results);
  graph.depth += 1;
  try {
    for (let task; graph.running < graph.limit && !graph.failed && (task = graph.ready[graph.next]) !== undefined;) {
      graph.next += 1;
      start(graph, task);
      if (graph.stopped) break;
    }
  } catch (error) {
    graph.depth -= 1;
    graph.caught(error);
    return;
  }
  graph.depth -= 1;
  // The last task may have finished too deep to say so.
  if (graph.left === 0 && graph.running === 0 && !graph.over && graph.depth === NESTING - 1) {
    graph.end(null, graph.results);
  }
}

function start(graph: Graph, task: Task): void {
  const { run, informed } = task;
  expectFunction('auto', `task "${task.key}"`, run);
  graph.running += 1;
  const callback = taskCallback(graph, task);
  if (isAsync(run)) {
    const promise = (informed ? run(graph.results) : run()) as Promise<unknown>;
    return follow(promise, callback, graph.failure);
  }
  const result = informed ? run(graph.results, callback) : run(callback);
  if (result !== undefined) adopt(run, informed ? 2 : 1, result, callback);
}

function taskCallback(graph: Graph, task: Task): Callable {
  let state = OPEN;
  return (error?: unknown, value?: unknown, ...more: unknown[]) => {
    if (state === OPEN && error !== RETURNED) {
      state = CALLED;
      finish(graph, task, error, more.length > 0 ? [value, ...more] : value);
    } else if (state === OPEN) {
      followReturned(value as Promise<unknown>, graph.failure, (reason, result) => {
        if (state !== OPEN) return;
        state = PROMISED;
        finish(graph, task, reason, result);
      });
    } else if (state === CALLED && error !== RETURNED) throw calledTwice();
  };
}

const OPEN = 0;

function finish(graph: Graph, task: Task, error: unknown, result: unknown): void {
  graph.running -= 1;
  if (error === false) return graph.cancel();
  if (error) return fail(graph, task, error, result);
  graph.results[task.key] = result;
  graph.left -= 1;
  if (graph.failed) return;
  for (const dependent of task.dependents) {
    dependent.waitsFor -= 1;
    if (dependent.waitsFor === 0) graph.ready.push(dependent);
  }
  proceed(graph);
}

function fail(graph: Graph, task: Task, error: unknown, result: unknown): void {
  graph.failed = true;
  graph.endOnce(error, { ...graph.results, [task.key]: result });
}
