import { ApiHeader } from '@nestjs/swagger';
import { etagOf } from '#access';

/** What a controller needs of a reply. */
export interface HeaderSink {
  header(name: string, value: string): unknown;
}

/** Documents the optional If-Match of a route that changes something. */
export function TakesIfMatch(): MethodDecorator {
  return ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of what you read, such as `"1"`: 412 if it was changed since. Absent: whatever is there.',
  });
}

/** Sets ETag and gives the answer back. */
export function tagged<T>(reply: HeaderSink, revision: number, answer: T): T {
  reply.header('ETag', etagOf(revision));
  return answer;
}
