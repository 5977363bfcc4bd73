// text/template and Sprig.
