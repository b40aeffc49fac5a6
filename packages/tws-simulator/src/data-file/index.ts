export { DataFileError, type DataFileFault } from "./data-file-error.ts";
export { type DataFile, parseDataFile, readDataFile } from "./data-file.ts";
