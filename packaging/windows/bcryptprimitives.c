/* Wine 8 (Debian 12) has no bcryptprimitives.dll; every Windows 10 has it, and the encryption library asks it for random
 * bytes. This one goes into the Wine folder of the build only, never into what is handed out. */
#include <stddef.h>

__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *buffer, unsigned long size); /* RtlGenRandom */

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *buffer, size_t size)
{
    return SystemFunction036(buffer, (unsigned long)size);
}
