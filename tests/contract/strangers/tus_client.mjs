// npm's tus-js-client: one file, FILE ENDPOINT NOTES SHA256 STOP_AFTER, the token in $TOKEN. With STOP_AFTER above 0 the
// process ends itself after so many bytes, as a crash does; NOTES is where the client keeps the addresses of uploads.
import { createReadStream, statSync } from "node:fs";
import * as tus from "tus-js-client";

const [file, endpoint, notes, sha256, stopAfter] = process.argv.slice(2);
const said = { created: 0, resumedAt: null };
const upload = new tus.Upload(createReadStream(file), {
    endpoint,
    uploadSize: statSync(file).size,
    chunkSize: 64 * 1024,
    metadata: { sha256 },
    headers: { Authorization: `Bearer ${process.env.TOKEN}` },
    retryDelays: [0, 20, 100, 500],
    urlStorage: new tus.FileUrlStorage(notes),
    fingerprint: async () => `jiujin-${sha256}`,
    removeFingerprintOnSuccess: true,
    onBeforeRequest: (request) => {
        if (request.getMethod() === "POST") said.created += 1;
        if (request.getMethod() === "PATCH") said.resumedAt ??= Number(request.getHeader("Upload-Offset"));
    },
    onChunkComplete: (_size, accepted) => {
        if (Number(stopAfter) > 0 && accepted >= Number(stopAfter)) process.exit(3);
    },
    onError: (error) => {
        console.error(error.message);
        process.exit(1);
    },
    onSuccess: () => {
        console.log(JSON.stringify(said));
        process.exit(0);
    },
});
const [previous] = await upload.findPreviousUploads();
if (previous) upload.resumeFromPreviousUpload(previous);
upload.start();
