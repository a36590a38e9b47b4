import { ApiProperty } from '@nestjs/swagger';

export class WitnessKeys {
  @ApiProperty({ description: 'The name of each key.', example: 'witness.example/coffer' })
  name!: string;

  @ApiProperty({
    type: [String],
    description: 'Keys of the type 0x04 (cosignatures), the oldest first. More than one while an old key retires.',
    example: ['witness.example/coffer+8d66cf3f+BJfyChpy+GV4Q+vDVVBbF24uTIE3Khh1UNgMkShRdu3k'],
  })
  vkeys!: readonly string[];
}
