/*
 * A small photo library for tests. Its pictures follow from the bytes of the photo alone: the colour of every pixel is
 * a sum of three of them. What it is made with (-D) says which maker's it is, and what is wrong with it:
 *
 *   MAKER_UNPACK, MAKER_UNPACK_CPP, MAKER_BUFFER, MAKER_WLT_TO_BMP, MAKER_NONE    the name of its function
 *   HANGS, CRASHES, REFUSES         instead of decoding
 *   WRITES=n                        so many bytes of the picture only, or so many behind its beginning in all
 *   WIDTH=n                         a picture of another width
 *   LAYS_DOWN                       writes the picture into PHOTO_FILE as well
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef WIDTH
#define WIDTH 102
#endif
enum { HEIGHT = 126, CODE = 602, ROW = WIDTH * 3, PADDED = (ROW + 3) / 4 * 4, BMP = 54 + PADDED * HEIGHT };

static unsigned char drawn[200000];

static unsigned char shade(const char *wlt, int row, int place) {
    return (unsigned char)(wlt[place % 1024] + wlt[(row * 7 + 3) % 1024] + wlt[1023 - row]);
}

static void little(unsigned char *into, unsigned int value) {
    for (int byte = 0; byte < 4; byte++) into[byte] = (unsigned char)(value >> 8 * byte);
}

/* Red first and without padding, or a BMP, blue first. Returns its length. */
static int draw(const char *wlt, int bmp) {
    int length = 0;
    memset(drawn, 0, sizeof drawn);
    if (bmp) {
        memcpy(drawn, "BM", 2);
        little(drawn + 2, BMP), little(drawn + 10, 54), little(drawn + 14, 40);
        little(drawn + 18, WIDTH), little(drawn + 22, HEIGHT), little(drawn + 26, 1 | 24 << 16);
        length = 54;
    }
    for (int row = 0; row < HEIGHT; row++) {
        for (int place = 0; place < ROW; place++) {
            int colour = place % 3, pixel = place - colour;
            drawn[length + place] = shade(wlt, row, pixel + (bmp ? 2 - colour : colour));
        }
        length += bmp ? PADDED : ROW;
    }
    return length;
}

static int decode(const char *wlt, char *into, int bmp) {
#ifdef HANGS
    for (;;) pause();
#endif
#ifdef CRASHES
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
#endif
#ifdef REFUSES
    return 0;
#endif
    int length = draw(wlt, bmp);
#ifdef WRITES
    length = WRITES;
#endif
    memcpy(into, drawn, length);
#ifdef LAYS_DOWN
    FILE *file = fopen(PHOTO_FILE, "wb");
    if (file) fwrite(drawn, 1, length, file), fclose(file);
#endif
    return 1;
}

#ifdef MAKER_UNPACK
int unpack(char *src, char *dst, int code) { return code == CODE ? decode(src, dst, 0) : 0; }
#endif
#ifdef MAKER_UNPACK_CPP
int unpacked(char *src, char *dst, int code) __asm__("_Z6unpackPcS_i");
int unpacked(char *src, char *dst, int code) { return code == CODE ? decode(src, dst, 0) : 0; }
#endif
#ifdef MAKER_BUFFER
int wlt2bmpBuffer(unsigned char *src, unsigned char *dst, int room) {
    return room > PADDED * HEIGHT ? decode((char *)src, (char *)dst, 1) : 2;
}
#endif
#ifdef MAKER_WLT_TO_BMP
int WltToBmp(char *src, char *dst) { return decode(src, dst, 1); }
#endif
#ifdef MAKER_NONE
int photo_nothing(char *src, char *dst) { return decode(src, dst, 1); }
#endif
