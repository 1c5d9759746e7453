#include "textflag.h"

// Each function does to the first places of its rows, four at a time, what the loop of its name in
// kernels.go does to one place: the same operations in the same order, so the bits are the same.
// It returns how many places that were; see fours.
//
// DI is dst, R8 the condition, SI and DX are a and b, CX is where to stop and AX the place.
// Y15 holds a constant in all four places.

#define BEGIN(done) \
	MOVQ dst+0(FP), DI;     \
	MOVQ dst_len+8(FP), CX; \
	ANDQ ·fours(SB), CX;    \
	MOVQ CX, done;          \
	JEQ  none;              \
	XORQ AX, AX

#define TWO_ROWS(done) \
	MOVQ a+24(FP), SI; \
	MOVQ b+48(FP), DX; \
	BEGIN(done)

#define ROW_AND_CONSTANT \
	MOVQ a+24(FP), SI;  \
	BEGIN(ret+56(FP));  \
	VBROADCASTSD k+48(FP), Y15

// KNOWN is known.
#define KNOWN \
	VSUBPD Y0, Y0, Y2; \
	VADDPD Y2, Y0, Y0

// END puts away four places and goes on to the next.
#define END \
	VMOVUPD Y0, (DI)(AX*8); \
	ADDQ $4, AX;            \
	CMPQ AX, CX;            \
	JLT  loop;              \
	VZEROUPPER;             \
	none: RET

// func addVector(dst, a, b []float64) int
TEXT ·addVector(SB), NOSPLIT, $0-80
	TWO_ROWS(ret+72(FP))
loop:
	VMOVUPD (SI)(AX*8), Y0
	VADDPD  (DX)(AX*8), Y0, Y0
	KNOWN
	END

// func subtractVector(dst, a, b []float64) int
TEXT ·subtractVector(SB), NOSPLIT, $0-80
	TWO_ROWS(ret+72(FP))
loop:
	VMOVUPD (SI)(AX*8), Y0
	VSUBPD  (DX)(AX*8), Y0, Y0
	KNOWN
	END

// func multiplyVector(dst, a, b []float64) int
TEXT ·multiplyVector(SB), NOSPLIT, $0-80
	TWO_ROWS(ret+72(FP))
loop:
	VMOVUPD (SI)(AX*8), Y0
	VMULPD  (DX)(AX*8), Y0, Y0
	KNOWN
	END

// func divideVector(dst, a, b []float64, k float64) int
TEXT ·divideVector(SB), NOSPLIT, $0-88
	TWO_ROWS(ret+80(FP))
	VBROADCASTSD k+72(FP), Y15
loop:
	VMOVUPD (SI)(AX*8), Y0
	VDIVPD  (DX)(AX*8), Y0, Y0
	VMULPD  Y15, Y0, Y0
	KNOWN
	END

// func addConstantVector(dst, a []float64, k float64) int
TEXT ·addConstantVector(SB), NOSPLIT, $0-64
	ROW_AND_CONSTANT
loop:
	VADDPD (SI)(AX*8), Y15, Y0
	KNOWN
	END

// func subtractFromVector(dst, a []float64, k float64) int
TEXT ·subtractFromVector(SB), NOSPLIT, $0-64
	ROW_AND_CONSTANT
loop:
	VSUBPD (SI)(AX*8), Y15, Y0
	KNOWN
	END

// func multiplyConstantVector(dst, a []float64, k float64) int
TEXT ·multiplyConstantVector(SB), NOSPLIT, $0-64
	ROW_AND_CONSTANT
loop:
	VMULPD (SI)(AX*8), Y15, Y0
	KNOWN
	END

// func divideByConstantVector(dst, a []float64, k float64) int
TEXT ·divideByConstantVector(SB), NOSPLIT, $0-64
	ROW_AND_CONSTANT
loop:
	VMOVUPD (SI)(AX*8), Y0
	VDIVPD  Y15, Y0, Y0
	KNOWN
	END

// func divideConstantVector(dst, a []float64, k float64) int
TEXT ·divideConstantVector(SB), NOSPLIT, $0-64
	ROW_AND_CONSTANT
loop:
	VDIVPD (SI)(AX*8), Y15, Y0
	KNOWN
	END

DATA one<>+0(SB)/8, $1.0
GLOBL one<>(SB), RODATA, $8

// COMPARED is one where Y2 is set and zero elsewhere, but missing where Y0 or Y1 is: all bits set
// are one of the ways to write NaN.
#define COMPARED \
	VCMPPD $3, Y1, Y0, Y3; \
	VANDPD Y15, Y2, Y0;    \
	VORPD  Y3, Y0, Y0

// func lessVector(dst, a, b []float64) int
TEXT ·lessVector(SB), NOSPLIT, $0-80
	TWO_ROWS(ret+72(FP))
	VBROADCASTSD one<>(SB), Y15
loop:
	VMOVUPD (SI)(AX*8), Y0
	VMOVUPD (DX)(AX*8), Y1
	VCMPPD  $1, Y1, Y0, Y2
	COMPARED
	END

// func lessOrEqualVector(dst, a, b []float64) int
TEXT ·lessOrEqualVector(SB), NOSPLIT, $0-80
	TWO_ROWS(ret+72(FP))
	VBROADCASTSD one<>(SB), Y15
loop:
	VMOVUPD (SI)(AX*8), Y0
	VMOVUPD (DX)(AX*8), Y1
	VCMPPD  $2, Y1, Y0, Y2
	COMPARED
	END

// func chooseVector(dst, cond, a, b []float64) int
TEXT ·chooseVector(SB), NOSPLIT, $0-104
	MOVQ cond+24(FP), R8
	MOVQ a+48(FP), SI
	MOVQ b+72(FP), DX
	BEGIN(ret+96(FP))
	VBROADCASTSD one<>(SB), Y15
	VXORPD Y14, Y14, Y14
	VCMPPD $0, Y14, Y14, Y13           // all bits set: missing
loop:
	VMOVUPD   (R8)(AX*8), Y0
	VCMPPD    $0, Y15, Y0, Y1
	VCMPPD    $0, Y14, Y0, Y2
	VBLENDVPD Y1, (SI)(AX*8), Y13, Y0
	VBLENDVPD Y2, (DX)(AX*8), Y0, Y0
	END

// func coalesceVector(dst, a, b []float64) int
TEXT ·coalesceVector(SB), NOSPLIT, $0-80
	TWO_ROWS(ret+72(FP))
loop:
	VMOVUPD   (SI)(AX*8), Y0
	VCMPPD    $3, Y0, Y0, Y1
	VBLENDVPD Y1, (DX)(AX*8), Y0, Y0
	END

// func Prefetch(row []float64)
TEXT ·Prefetch(SB), NOSPLIT, $0-24
	MOVQ row+0(FP), SI
	MOVQ row_len+8(FP), CX
	LEAQ (SI)(CX*8), CX
loop:
	PREFETCHT0 (SI)
	ADDQ $64, SI
	CMPQ SI, CX
	JLT  loop
	RET
