/** Tells the operator how the stream goes. It gets fixed sentences only. */
export abstract class StreamAlarm {
  abstract warn(what: string): void;
  abstract tell(what: string): void;
}
