/** What the operator has to know of a start: shown on the start screen. */
export class StartNotices {
  constructor(readonly lines: readonly string[]) {}
}
