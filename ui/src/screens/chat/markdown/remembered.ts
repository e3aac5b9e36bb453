/** What was made of a text lately, by the text: the oldest goes when the texts become too much. */
export class Remembered<T> {
  private readonly kept = new Map<string, T>();
  private size = 0;

  /** `most` is how many characters the texts may have together. */
  constructor(private readonly most: number) {}

  has(key: string): boolean {
    return this.kept.has(key);
  }

  get(key: string): T | undefined {
    return this.kept.get(key);
  }

  set(key: string, value: T): void {
    // Two that are equal may have been made at the same time.
    this.forget(key);
    this.kept.set(key, value);
    this.size += key.length;
    for (const [oldest] of this.kept) {
      if (this.size <= this.most) {
        break;
      }
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    if (this.kept.delete(key)) {
      this.size -= key.length;
    }
  }
}
