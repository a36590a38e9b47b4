import type { Logger } from 'pino';

/** Where errors go that nobody expected: their class and place, under the request's id, without their message. */
export class DefectLog {
  constructor(private readonly logger: Logger) {}

  write(error: unknown, requestId: string): void {
    this.logger.error({ err: error, request_id: requestId }, 'a request ended in an unexpected error');
  }
}
