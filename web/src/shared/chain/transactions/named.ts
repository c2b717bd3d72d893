/** An error that is told apart by its name, as those of libraries are. */
export function named(name: string): Error {
  const error = new Error(name)
  error.name = name
  return error
}
