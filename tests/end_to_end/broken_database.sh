# Databases that are wrong say where.
for text in '[{"directory": "/",
 "file": x}]' '{}' '[{"directory": "/", "file": "a.c"}]' '[]'; do
    echo "$text" >compile_commands.json
    $LOCKLINT
    echo $?
done
