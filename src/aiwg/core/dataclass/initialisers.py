"""What `__init__` does in a class of so many fields, fitted to each class by `aiwg.core.dataclass.build`.

Written by tools/initialiser_table.py. They are compiled with this module, so that no class has to be at import.
A field is assigned (plain), or set by the function `f0` that goes round the guard of a frozen class (frozen). Where
fields have a default_factory, each argument that is MISSING is made by a function `m0` (made).
"""


# ruff: noqa: D103, E501, F821
# mypy: ignore-errors
# fmt: off
def plain_0(self):
    pass
def plain_1(self, a0):
    self.f0 = a0
def plain_2(self, a0, a1):
    self.f0 = a0
    self.f1 = a1
def plain_3(self, a0, a1, a2):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
def plain_4(self, a0, a1, a2, a3):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
def plain_5(self, a0, a1, a2, a3, a4):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
def plain_6(self, a0, a1, a2, a3, a4, a5):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
def plain_7(self, a0, a1, a2, a3, a4, a5, a6):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
def plain_8(self, a0, a1, a2, a3, a4, a5, a6, a7):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
def plain_9(self, a0, a1, a2, a3, a4, a5, a6, a7, a8):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
def plain_10(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
def plain_11(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
def plain_12(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
def plain_13(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
def plain_14(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
def plain_15(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
def plain_16(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
    self.f15 = a15
def plain_17(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
    self.f15 = a15
    self.f16 = a16
def plain_18(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
    self.f15 = a15
    self.f16 = a16
    self.f17 = a17
def plain_19(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
    self.f15 = a15
    self.f16 = a16
    self.f17 = a17
    self.f18 = a18
def plain_20(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
    self.f15 = a15
    self.f16 = a16
    self.f17 = a17
    self.f18 = a18
    self.f19 = a19
def plain_21(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
    self.f15 = a15
    self.f16 = a16
    self.f17 = a17
    self.f18 = a18
    self.f19 = a19
    self.f20 = a20
def plain_22(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
    self.f15 = a15
    self.f16 = a16
    self.f17 = a17
    self.f18 = a18
    self.f19 = a19
    self.f20 = a20
    self.f21 = a21
def plain_23(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
    self.f15 = a15
    self.f16 = a16
    self.f17 = a17
    self.f18 = a18
    self.f19 = a19
    self.f20 = a20
    self.f21 = a21
    self.f22 = a22
def plain_24(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23):
    self.f0 = a0
    self.f1 = a1
    self.f2 = a2
    self.f3 = a3
    self.f4 = a4
    self.f5 = a5
    self.f6 = a6
    self.f7 = a7
    self.f8 = a8
    self.f9 = a9
    self.f10 = a10
    self.f11 = a11
    self.f12 = a12
    self.f13 = a13
    self.f14 = a14
    self.f15 = a15
    self.f16 = a16
    self.f17 = a17
    self.f18 = a18
    self.f19 = a19
    self.f20 = a20
    self.f21 = a21
    self.f22 = a22
    self.f23 = a23
def frozen_0(self):
    pass
def frozen_1(self, a0):
    f0(self, a0)
def frozen_2(self, a0, a1):
    f0(self, a0)
    f1(self, a1)
def frozen_3(self, a0, a1, a2):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
def frozen_4(self, a0, a1, a2, a3):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
def frozen_5(self, a0, a1, a2, a3, a4):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
def frozen_6(self, a0, a1, a2, a3, a4, a5):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
def frozen_7(self, a0, a1, a2, a3, a4, a5, a6):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
def frozen_8(self, a0, a1, a2, a3, a4, a5, a6, a7):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
def frozen_9(self, a0, a1, a2, a3, a4, a5, a6, a7, a8):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
def frozen_10(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
def frozen_11(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
def frozen_12(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
def frozen_13(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
def frozen_14(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
def frozen_15(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
def frozen_16(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
    f15(self, a15)
def frozen_17(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
    f15(self, a15)
    f16(self, a16)
def frozen_18(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
    f15(self, a15)
    f16(self, a16)
    f17(self, a17)
def frozen_19(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
    f15(self, a15)
    f16(self, a16)
    f17(self, a17)
    f18(self, a18)
def frozen_20(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
    f15(self, a15)
    f16(self, a16)
    f17(self, a17)
    f18(self, a18)
    f19(self, a19)
def frozen_21(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
    f15(self, a15)
    f16(self, a16)
    f17(self, a17)
    f18(self, a18)
    f19(self, a19)
    f20(self, a20)
def frozen_22(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
    f15(self, a15)
    f16(self, a16)
    f17(self, a17)
    f18(self, a18)
    f19(self, a19)
    f20(self, a20)
    f21(self, a21)
def frozen_23(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
    f15(self, a15)
    f16(self, a16)
    f17(self, a17)
    f18(self, a18)
    f19(self, a19)
    f20(self, a20)
    f21(self, a21)
    f22(self, a22)
def frozen_24(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23):
    f0(self, a0)
    f1(self, a1)
    f2(self, a2)
    f3(self, a3)
    f4(self, a4)
    f5(self, a5)
    f6(self, a6)
    f7(self, a7)
    f8(self, a8)
    f9(self, a9)
    f10(self, a10)
    f11(self, a11)
    f12(self, a12)
    f13(self, a13)
    f14(self, a14)
    f15(self, a15)
    f16(self, a16)
    f17(self, a17)
    f18(self, a18)
    f19(self, a19)
    f20(self, a20)
    f21(self, a21)
    f22(self, a22)
    f23(self, a23)
def plain_made_0(self):
    pass
def plain_made_1(self, a0):
    self.f0 = m0() if a0 is MISSING else a0
def plain_made_2(self, a0, a1):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
def plain_made_3(self, a0, a1, a2):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
def plain_made_4(self, a0, a1, a2, a3):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
def plain_made_5(self, a0, a1, a2, a3, a4):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
def plain_made_6(self, a0, a1, a2, a3, a4, a5):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
def plain_made_7(self, a0, a1, a2, a3, a4, a5, a6):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
def plain_made_8(self, a0, a1, a2, a3, a4, a5, a6, a7):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
def plain_made_9(self, a0, a1, a2, a3, a4, a5, a6, a7, a8):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
def plain_made_10(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
def plain_made_11(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
def plain_made_12(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
def plain_made_13(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
def plain_made_14(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
def plain_made_15(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
def plain_made_16(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.f15 = m15() if a15 is MISSING else a15
def plain_made_17(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16
def plain_made_18(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16
    self.f17 = m17() if a17 is MISSING else a17
def plain_made_19(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16
    self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18
def plain_made_20(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16
    self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18
    self.f19 = m19() if a19 is MISSING else a19
def plain_made_21(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16
    self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18
    self.f19 = m19() if a19 is MISSING else a19
    self.f20 = m20() if a20 is MISSING else a20
def plain_made_22(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16
    self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18
    self.f19 = m19() if a19 is MISSING else a19
    self.f20 = m20() if a20 is MISSING else a20
    self.f21 = m21() if a21 is MISSING else a21
def plain_made_23(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16
    self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18
    self.f19 = m19() if a19 is MISSING else a19
    self.f20 = m20() if a20 is MISSING else a20
    self.f21 = m21() if a21 is MISSING else a21
    self.f22 = m22() if a22 is MISSING else a22
def plain_made_24(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23):
    self.f0 = m0() if a0 is MISSING else a0
    self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
    self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
    self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
    self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
    self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
    self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
    self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16
    self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18
    self.f19 = m19() if a19 is MISSING else a19
    self.f20 = m20() if a20 is MISSING else a20
    self.f21 = m21() if a21 is MISSING else a21
    self.f22 = m22() if a22 is MISSING else a22
    self.f23 = m23() if a23 is MISSING else a23
def frozen_made_0(self):
    pass
def frozen_made_1(self, a0):
    f0(self, m0() if a0 is MISSING else a0)
def frozen_made_2(self, a0, a1):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
def frozen_made_3(self, a0, a1, a2):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
def frozen_made_4(self, a0, a1, a2, a3):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
def frozen_made_5(self, a0, a1, a2, a3, a4):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
def frozen_made_6(self, a0, a1, a2, a3, a4, a5):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
def frozen_made_7(self, a0, a1, a2, a3, a4, a5, a6):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
def frozen_made_8(self, a0, a1, a2, a3, a4, a5, a6, a7):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
def frozen_made_9(self, a0, a1, a2, a3, a4, a5, a6, a7, a8):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
def frozen_made_10(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
def frozen_made_11(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
def frozen_made_12(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
def frozen_made_13(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
def frozen_made_14(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
def frozen_made_15(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
def frozen_made_16(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
def frozen_made_17(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
def frozen_made_18(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
def frozen_made_19(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
def frozen_made_20(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
    f19(self, m19() if a19 is MISSING else a19)
def frozen_made_21(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
    f19(self, m19() if a19 is MISSING else a19)
    f20(self, m20() if a20 is MISSING else a20)
def frozen_made_22(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
    f19(self, m19() if a19 is MISSING else a19)
    f20(self, m20() if a20 is MISSING else a20)
    f21(self, m21() if a21 is MISSING else a21)
def frozen_made_23(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
    f19(self, m19() if a19 is MISSING else a19)
    f20(self, m20() if a20 is MISSING else a20)
    f21(self, m21() if a21 is MISSING else a21)
    f22(self, m22() if a22 is MISSING else a22)
def frozen_made_24(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
    f19(self, m19() if a19 is MISSING else a19)
    f20(self, m20() if a20 is MISSING else a20)
    f21(self, m21() if a21 is MISSING else a21)
    f22(self, m22() if a22 is MISSING else a22)
    f23(self, m23() if a23 is MISSING else a23)
def frozen_made_25(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
    f19(self, m19() if a19 is MISSING else a19)
    f20(self, m20() if a20 is MISSING else a20)
    f21(self, m21() if a21 is MISSING else a21)
    f22(self, m22() if a22 is MISSING else a22)
    f23(self, m23() if a23 is MISSING else a23)
    f24(self, m24() if a24 is MISSING else a24)
def frozen_made_26(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
    f19(self, m19() if a19 is MISSING else a19)
    f20(self, m20() if a20 is MISSING else a20)
    f21(self, m21() if a21 is MISSING else a21)
    f22(self, m22() if a22 is MISSING else a22)
    f23(self, m23() if a23 is MISSING else a23)
    f24(self, m24() if a24 is MISSING else a24)
    f25(self, m25() if a25 is MISSING else a25)
def frozen_made_27(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
    f19(self, m19() if a19 is MISSING else a19)
    f20(self, m20() if a20 is MISSING else a20)
    f21(self, m21() if a21 is MISSING else a21)
    f22(self, m22() if a22 is MISSING else a22)
    f23(self, m23() if a23 is MISSING else a23)
    f24(self, m24() if a24 is MISSING else a24)
    f25(self, m25() if a25 is MISSING else a25)
    f26(self, m26() if a26 is MISSING else a26)
def frozen_made_28(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27):
    f0(self, m0() if a0 is MISSING else a0)
    f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
    f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
    f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
    f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
    f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
    f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
    f13(self, m13() if a13 is MISSING else a13)
    f14(self, m14() if a14 is MISSING else a14)
    f15(self, m15() if a15 is MISSING else a15)
    f16(self, m16() if a16 is MISSING else a16)
    f17(self, m17() if a17 is MISSING else a17)
    f18(self, m18() if a18 is MISSING else a18)
    f19(self, m19() if a19 is MISSING else a19)
    f20(self, m20() if a20 is MISSING else a20)
    f21(self, m21() if a21 is MISSING else a21)
    f22(self, m22() if a22 is MISSING else a22)
    f23(self, m23() if a23 is MISSING else a23)
    f24(self, m24() if a24 is MISSING else a24)
    f25(self, m25() if a25 is MISSING else a25)
    f26(self, m26() if a26 is MISSING else a26)
    f27(self, m27() if a27 is MISSING else a27)
