package io.millrace.kernels.filter;

/** A complex number, for the few operations a design takes. */
record Complex(double re, double im) {

    static final Complex ONE = new Complex(1, 0);

    static Complex real(double value) {
        return new Complex(value, 0);
    }

    Complex conjugate() {
        return new Complex(re, -im);
    }

    Complex plus(Complex o) {
        return new Complex(re + o.re, im + o.im);
    }

    Complex minus(Complex o) {
        return new Complex(re - o.re, im - o.im);
    }

    Complex times(double factor) {
        return new Complex(re * factor, im * factor);
    }

    Complex times(Complex o) {
        return new Complex(re * o.re - im * o.im, re * o.im + im * o.re);
    }

    Complex over(Complex o) {
        double square = o.re * o.re + o.im * o.im;
        return new Complex((re * o.re + im * o.im) / square, (im * o.re - re * o.im) / square);
    }

    Complex sqrt() {
        double rootRe = Math.sqrt((abs() + Math.abs(re)) / 2);
        if (rootRe == 0) {
            return this;
        }
        double other = Math.abs(im) / (2 * rootRe);
        return new Complex(re >= 0 ? rootRe : other, Math.copySign(re >= 0 ? other : rootRe, im));
    }

    double abs() {
        return StrictMath.hypot(re, im);
    }

    /** Rounding leaves a trace of an imaginary part on numbers that are real: the bound is that of scipy. */
    boolean isReal() {
        return Math.abs(im) <= 100 * Math.ulp(1.0) * abs();
    }
}
