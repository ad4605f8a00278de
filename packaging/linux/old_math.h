/* Given to every file of Python that is compiled for old systems: glibc 2.29 brought new versions of these functions,
 * which differ only in how they report errors; the old versions are in every glibc of this machine type. */
#ifdef __x86_64__
__asm__(".symver exp,exp@GLIBC_2.2.5");
__asm__(".symver exp2,exp2@GLIBC_2.2.5");
__asm__(".symver log,log@GLIBC_2.2.5");
__asm__(".symver log2,log2@GLIBC_2.2.5");
__asm__(".symver pow,pow@GLIBC_2.2.5");
#endif
