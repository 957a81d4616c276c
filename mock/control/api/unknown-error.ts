/** A request for something that does not exist, or no longer: 404. */
export class UnknownError extends RangeError {}
