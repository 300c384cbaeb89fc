/** An answer that the SDK turns into an error of that name. */
export class ServiceError extends Error {
  readonly type: string;
  /** Further members of the answer. */
  readonly more: object;

  constructor(type: string, message: string, more: object = {}) {
    super(message);
    this.name = 'ServiceError';
    this.type = type;
    this.more = more;
  }
}

export const invalid = (message: string) => new ServiceError('InvalidParameterException', message);
export const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message);
