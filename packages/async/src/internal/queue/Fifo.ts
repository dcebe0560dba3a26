/** First in, first out, in constant time; the `shift` of a long array takes longer the longer it is. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  /** Where the first one is. */
  #start = 0;

  get length(): number {
    return this.#items.length - this.#start;
  }

  get first(): T | undefined {
    return this.#items[this.#start];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const { first } = this;
    if (this.length > 0) {
      this.#items[this.#start] = undefined;
      this.#start += 1;
    }
    // The places of those that were taken are given back when they are the greater part.
    if (this.#start > 64 && this.#start * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
    return first;
  }

  /** Takes out all that came after `item`; everything, when it is not there. */
  takeAfter(item?: T): T[] {
    const from = item === undefined ? -1 : this.#items.indexOf(item, this.#start);
    return this.#items.splice(Math.max(from + 1, this.#start)) as T[];
  }
}
