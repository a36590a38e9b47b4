import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Revealed } from './secret.answers.js';

export class RefusedPath {
  @ApiProperty({ example: 'prod/mail/host' })
  path!: string;

  @ApiProperty({
    enum: ['not_found', 'forbidden', 'second_factor_required', 'secret_expired'],
    description: 'What a reveal of this path alone would answer. `not_found`: absent, or hidden from you.',
    example: 'not_found',
  })
  code!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The id of the decision. The audit has its reason.' })
  decision_id?: string;
}

export class RevealedBatchAnswer {
  @ApiProperty({ type: [Revealed], description: 'In the order of `paths`.' })
  items!: Revealed[];

  @ApiProperty({
    type: [RefusedPath],
    description: 'The paths that could not be revealed, in their order.',
    example: [],
  })
  errors!: RefusedPath[];
}
