/** The verified identity that a sender belongs to: the one that is named, else the domain of the address. */
export function sesIdentityOf({ from, identity }: { from: string; identity?: string | undefined }): string {
  return identity ?? from.slice(from.lastIndexOf('@') + 1);
}
