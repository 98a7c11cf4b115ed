/** Something the fleet has to say once; the same id replaces what was said before. */
export interface FleetNotice {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}
