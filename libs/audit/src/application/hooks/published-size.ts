/** How many records the newest checkpoint covers: those with the numbers 1 to `value`. 0: there is no checkpoint. */
export class PublishedSize {
  value = 0;
}
