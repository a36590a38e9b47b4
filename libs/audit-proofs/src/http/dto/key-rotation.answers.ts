import { ApiProperty } from '@nestjs/swagger';
import { TimestampField } from '#access';

const EXAMPLE_OLD = 'vault.example.com/coffer/9d7f2e61+0d124757+AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB';
const EXAMPLE_NEW = 'vault.example.com/coffer/9d7f2e61+767ec516+AQICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC';

export class EarlierKeyAnswer {
  @ApiProperty({ description: 'The key, as verifiers are given it (C2SP signed-note).', example: EXAMPLE_OLD })
  vkey!: string;

  @TimestampField({ description: 'When it stops signing. Its earlier signatures stay valid.' })
  signs_until!: string;
}

export class RotatedKeyAnswer {
  @ApiProperty({ description: 'The new key, as verifiers are given it (C2SP signed-note).', example: EXAMPLE_NEW })
  vkey!: string;

  @ApiProperty({ type: [EarlierKeyAnswer], description: 'All earlier keys, the oldest first.' })
  earlier!: EarlierKeyAnswer[];
}
